; Forward: whoever connects here talks to another server, and does not notice.
;
;   ./echod run examples/forward.scm [PORT [TARGET [PATIENCE]]]
;
; TARGET is SERVICE@HOST. Try it with the echo server as the target:
;
;   ./echod run examples/echo.scm 10234 &
;   ./echod run examples/forward.scm 10235 10234@localhost
;   ncat localhost 10235
;
; When one side has ended its output, the other may still have something to say: it is carried on
; until that side ends, too, or has said nothing for PATIENCE seconds.

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10235"))
(define target-service (argument 2 "10234@localhost"))
(define patience (string->number (argument 3 "10")))

; A pipe carries one way, from FROM to TO; BACK is the pipe that carries the other way. HELD is what
; TO has not taken yet, and while there is any, FROM is not read.
(define-record-type pipe
  (make-pipe from to held moved? ended? back)
  pipe?
  (from pipe-from)
  (to pipe-to)
  (held pipe-held set-pipe-held!)
  (moved? pipe-moved? set-pipe-moved!)
  (ended? pipe-ended? set-pipe-ended!)
  (back pipe-back set-pipe-back!))

; A callback: FROM has something to read.
(define (carry callback reason pipe)
  (let ((bytes (tcp-read (pipe-from pipe) -65536)))
    (if bytes
        (push pipe bytes)
        (end pipe))
    (unless (and bytes (string=? (pipe-held pipe) ""))
      (iox-cancel callback))))

; A callback: TO takes something again.
(define (carry-held callback reason pipe)
  (push pipe (pipe-held pipe))
  (when (string=? (pipe-held pipe) "")
    (iox-cancel callback)
    (unless (pipe-ended? pipe)
      (iox-onio dispatcher carry pipe IOX_READ (tcp-fd (pipe-from pipe))))))

; Gives TO what it takes now, and no more: a timeout of 0 queues nothing.
(define (push pipe bytes)
  (let ((accepted (tcp-write (pipe-to pipe) bytes 0))
        (waiting? (not (string=? (pipe-held pipe) ""))))
    (cond
      ((not accepted)
       (hang-up pipe))
      (else
       (set-pipe-moved! pipe #t)
       (set-pipe-held! pipe (substring bytes accepted (string-length bytes)))
       (unless (or waiting? (= accepted (string-length bytes)))
         (iox-onio dispatcher carry-held pipe IOX_WRITE (tcp-fd (pipe-to pipe))))))))

; FROM has ended its output, or is lost: only in the latter case it takes nothing either.
(define (end pipe)
  (set-pipe-ended! pipe #t)
  (if (or (pipe-ended? (pipe-back pipe))
          (not (tcp-write (pipe-from pipe) "" 0)))
      (hang-up pipe)
      (iox-every dispatcher end-of-silence pipe patience patience)))

; A timer: hangs up unless the way back has carried something since the last time, or is about to.
(define (end-of-silence callback reason pipe)
  (let ((back (pipe-back pipe)))
    (cond
      ((pipe-ended? back)
       (iox-cancel callback))
      ((or (pipe-moved? back) (not (string=? (pipe-held back) "")))
       (set-pipe-moved! back #f))
      (else
       (iox-cancel callback)
       (hang-up pipe)))))

; What is under way in the network still arrives.
(define (hang-up pipe)
  (set-pipe-held! pipe "")
  (set-pipe-ended! pipe #t)
  (set-pipe-ended! (pipe-back pipe) #t)
  (tcp-destroy (pipe-from pipe))
  (tcp-destroy (pipe-to pipe)))

; A callback: the target has been reached, or can't be.
(define (connected callback reason pipe)
  (let ((client (pipe-from pipe))
        (target (pipe-to pipe))
        (back (pipe-back pipe)))
    (iox-cancel callback)
    (cond
      ((tcp-complete target)
       (iox-onio dispatcher carry pipe IOX_READ (tcp-fd client))
       (iox-onio dispatcher carry back IOX_READ (tcp-fd target)))
      (else
       (hang-up pipe)))))

(define (welcome callback reason listener)
  (let* ((client (tcp-answer listener))
         (target (tcp-call target-service #t)))
    (cond
      (target
       (let ((there (make-pipe client target "" #f #f #f))
             (back (make-pipe target client "" #f #f #f)))
         (set-pipe-back! there back)
         (set-pipe-back! back there)
         (iox-onio dispatcher connected there IOX_WRITE (tcp-fd target))))
      (else
       (tcp-destroy client)))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
