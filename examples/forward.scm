; Forward: carries the bytes of each client to another server, and its answers back.
;
;   ./echod run examples/forward.scm [PORT [TARGET]]
;
; TARGET is SERVICE@HOST. Try it with the echo server as the target:
;
;   ./echod run examples/echo.scm 10234 &
;   ./echod run examples/forward.scm 10235 10234@localhost
;   ncat localhost 10235
;
(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10235"))
(define target-service (argument 2 "10234@localhost"))

(load "pipe.scm")

; A callback: the target has been reached, or can't be.
(define (connected callback reason both)
  (let ((client (car both))
        (target (cdr both)))
    (iox-cancel callback)
    (cond
      ((tcp-complete target)
       (join dispatcher client target))
      (else
       (tcp-destroy client)
       (tcp-destroy target)))))

(define (welcome callback reason listener)
  (let* ((client (tcp-answer listener))
         (target (tcp-call target-service #t)))
    (if target
        (iox-onio dispatcher connected (cons client target) IOX_WRITE (tcp-fd target))
        (tcp-destroy client))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
