; The echo server in Scheme that compare measures:
;
;   ./echod run benchmarks/peers/echo.scm [PORT [STORY]]
;
; With a STORY of 1, it reports each event on standard output.

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define story (string->number (argument 2 "0")))

(define (echo-client callback reason client)
  (let ((bytes (tcp-read client -1024)))
    (if bytes
        (tcp-write client bytes)
        (begin
          (iox-cancel callback)
          (tcp-destroy client)))))

(define (new-client callback reason listener)
  (let ((client (tcp-answer listener)))
    (iox-onio (iox-dispatcher callback) echo-client client IOX_READ (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen (string-append (argument 1 "0") "@127.0.0.1")))
(iox-onio dispatcher new-client listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on tcp://127.0.0.1:" (tcp-name listener) "\n"))
(iox-debug story)
(tcp-debug story)
(iox-monitor dispatcher)
