; Heartbeat: sends a beat to each client, again and again.
;
;   ./echod run examples/heartbeat.scm [PORT [SECONDS]]
;
; Try it from another terminal:
;
;   ncat localhost 10234

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10234"))
(define interval (string->number (argument 2 "1")))

(define clients '())
(define beats 0)

(define (without client all)
  (cond ((null? all) '())
        ((eq? client (car all)) (cdr all))
        (else (cons (car all) (without client (cdr all))))))

(define (drop client)
  (set! clients (without client clients))
  (tcp-destroy client))

; A beat is of use now or never. So nothing is queued, which is what the timeout of 0 says, and who
; has no room for another beat has not read for long and is dropped.
(define (beat callback reason user-data)
  (set! beats (+ beats 1))
  (let ((line (string-append "beat " (number->string beats) "\n")))
    (for-each (lambda (client)
                (unless (equal? (tcp-write client line 0) (string-length line))
                  (drop client)))
              clients)))

; What clients send does not matter, but that they have gone does.
(define (listen-for-end callback reason client)
  (unless (tcp-read client -1024)
    (drop client)))

(define (welcome callback reason listener)
  (let ((client (tcp-answer listener)))
    (set! clients (cons client clients))
    (iox-onio (iox-dispatcher callback) listen-for-end client IOX_READ (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(iox-every dispatcher beat #f interval interval)
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
