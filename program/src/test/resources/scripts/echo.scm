; An echo server as one writes it first: a listening port, a callback for it, a callback for each
; client. Its story goes to standard output, unless the argument is 0.
(define story (if (pair? (cdr (command-line))) (string->number (cadr (command-line))) 1))
(iox-debug story)
(tcp-debug story)

(define (on-input callback reason client)
  (let ((bytes (tcp-read client -1024)))
    (if bytes
        (tcp-write client bytes)
        (begin (iox-cancel callback)
               (tcp-destroy client)))))

(define (on-client callback reason . arguments)
  (let* ((listener (list-ref arguments 0))
         (client (tcp-answer listener)))
    (iox-onio (iox-dispatcher callback) on-input client IOX_READ (tcp-fd client))))

(define listener (tcp-listen "0@127.0.0.1"))
(define dispatcher (iox-create))
(iox-onio dispatcher on-client listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on tcp://127.0.0.1:" (tcp-name listener) "\n"))
(iox-monitor dispatcher)
