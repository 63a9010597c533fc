; Answers whatever it is sent by a greeting and a number.
(define-syntax line
  (syntax-rules () ((_ text) (let ((end "\n")) (string-append text end)))))
(define greeting "hello ")
(define count 0)
(define (next number) (+ number 1))

(define (answer callback reason client)
  (if (tcp-read client -100)
      (begin
        (set! count (next count))
        (tcp-write client (line (string-append greeting (number->string count)))))
      (tcp-destroy client)))

(define (on-client callback reason listener)
  (let ((client (tcp-answer listener)))
    (iox-onio (iox-dispatcher callback) answer client IOX_READ (tcp-fd client))))

(define listener (tcp-listen "0@127.0.0.1"))
(define dispatcher (iox-create))
(iox-onio dispatcher on-client listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on tcp://127.0.0.1:" (tcp-name listener) "\n"))
(iox-monitor dispatcher)
