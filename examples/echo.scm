; Echo: every byte a client sends comes back.
;
;   ./echod run examples/echo.scm [PORT]
;
; Try it from another terminal; Ctrl-C ends either:
;
;   ncat localhost 10234

(define service
  (if (pair? (cdr (command-line))) (cadr (command-line)) "10234"))

(define (echo callback reason client)
  (let ((bytes (tcp-read client -65536)))
    (if bytes
        (tcp-write client bytes)
        (tcp-destroy client))))

(define (welcome callback reason listener)
  (let ((client (tcp-answer listener)))
    (iox-onio (iox-dispatcher callback) echo client IOX_READ (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
