; Progress: counts primes while nothing else is to be done, and reports how far it is.
;
;   ./echod run examples/progress.scm [PORT [LIMIT]]
;
; Try it from another terminal; every line you send, an empty one too, is answered:
;
;   ncat localhost 10234

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10234"))
(define limit (string->number (argument 2 "10000000")))
(unless (and (integer? limit) (>= limit 1))
  (error "the limit is an integer of 1 or more, and not" (argument 2 "")))

(define reached 1)
(define primes 0)

(define (prime? number)
  (let try ((divisor 2))
    (cond ((> (* divisor divisor) number) #t)
          ((= 0 (remainder number divisor)) #f)
          (else (try (+ divisor 1))))))

; An idle task is called whenever no client wants anything. A slice of the work has to be short,
; for a client that comes meanwhile waits for its end.
(define slice 200)

(define (count-on callback reason user-data)
  (let ((last (min limit (+ reached slice))))
    (do () ((>= reached last))
      (set! reached (+ reached 1))
      (when (prime? reached)
        (set! primes (+ primes 1))))
    (when (>= reached limit)
      (iox-cancel callback))))

(define (progress)
  (string-append (number->string primes)
                 " primes up to "
                 (number->string reached)
                 (if (>= reached limit) ", done" (string-append " of " (number->string limit)))))

(define (answer-line callback reason lines)
  (if (lfn-getline lines)
      (lfn-putline lines (progress))
      (lfn-destroy lines)))

(define (welcome callback reason listener)
  (let* ((client (tcp-answer listener))
         (lines (lfn-create client)))
    (iox-onio (iox-dispatcher callback) answer-line lines IOX_READ (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(iox-whenidle dispatcher count-on #f)
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
