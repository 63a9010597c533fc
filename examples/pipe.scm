; Pipes: carry what one endpoint says to another, and the other way round, and lose nothing. For
; scripts to load; forward.scm and socks.scm do.
;
;   (load "pipe.scm")
;   (join dispatcher client target)
;
; When one side has ended its output, the pipe ends the output towards the other. That side may
; still have something to say: it is carried on until that side ends, too.

; A pipe carries one way, from FROM to TO; BACK is the pipe that carries the other way. HELD is what
; TO has not taken yet, and while there is any, FROM is not read.
(define-record-type pipe
  (make-pipe dispatcher from to held ended? back)
  pipe?
  (dispatcher pipe-dispatcher)
  (from pipe-from)
  (to pipe-to)
  (held pipe-held set-pipe-held!)
  (ended? pipe-ended? set-pipe-ended!)
  (back pipe-back set-pipe-back!))

(define (holds-nothing? pipe)
  (string=? (pipe-held pipe) ""))

; A callback: FROM has something to read.
(define (carry callback reason pipe)
  (let ((bytes (tcp-read (pipe-from pipe) -65536)))
    (if bytes
        (push pipe bytes)
        (end pipe))
    (unless (and (holds-nothing? pipe) (not (pipe-ended? pipe)))
      (iox-cancel callback))))

; A callback: TO takes something again.
(define (carry-held callback reason pipe)
  (push pipe (pipe-held pipe))
  (when (holds-nothing? pipe)
    (iox-cancel callback)
    (unless (pipe-ended? pipe)
      (iox-onio (pipe-dispatcher pipe) carry pipe IOX_READ (tcp-fd (pipe-from pipe))))))

; Gives TO what it takes now, and no more: a timeout of 0 queues nothing. Where TO takes nothing any
; more, what it has said before is still carried back.
(define (push pipe bytes)
  (let ((accepted (tcp-write (pipe-to pipe) bytes 0))
        (waiting? (not (holds-nothing? pipe))))
    (cond
      ((not accepted)
       (set-pipe-held! pipe "")
       ; One that is lost, with nothing left to read, has no callback called any more.
       (if (tcp-readable? (pipe-to pipe)) (end pipe) (hang-up pipe)))
      (else
       (set-pipe-held! pipe (substring bytes accepted (string-length bytes)))
       (unless (or waiting? (holds-nothing? pipe))
         (iox-onio (pipe-dispatcher pipe) carry-held pipe IOX_WRITE (tcp-fd (pipe-to pipe))))))))

; FROM has ended its output, or is lost: only in the latter case it takes nothing either.
(define (end pipe)
  (set-pipe-ended! pipe #t)
  (if (or (pipe-ended? (pipe-back pipe))
          (not (tcp-write (pipe-from pipe) "" 0)))
      (hang-up pipe)
      (tcp-shutdown (pipe-to pipe))))

; What is under way in the network still arrives.
(define (hang-up pipe)
  (set-pipe-ended! pipe #t)
  (set-pipe-ended! (pipe-back pipe) #t)
  (tcp-destroy (pipe-from pipe))
  (tcp-destroy (pipe-to pipe)))

; Joins two endpoints that are connected.
(define (join dispatcher one other)
  (let ((there (make-pipe dispatcher one other "" #f #f))
        (back (make-pipe dispatcher other one "" #f #f)))
    (set-pipe-back! there back)
    (set-pipe-back! back there)
    (iox-onio dispatcher carry there IOX_READ (tcp-fd one))
    (iox-onio dispatcher carry back IOX_READ (tcp-fd other))))
