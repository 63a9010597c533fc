; Health: calls other servers again and again, and reports to each client which of them answer.
;
;   ./echod run examples/health.scm [PORT [SECONDS [TARGET ...]]]
;
; A TARGET is SERVICE@HOST. Try it with an echo server:
;
;   ./echod run examples/echo.scm 10234 &
;   ./echod run examples/health.scm 10235 1 10234@localhost 9@localhost
;   ncat localhost 10235
;
; is answered, for example:
;
;   up 10234@localhost
;   down 9@localhost

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10235"))
(define interval (string->number (argument 2 "1")))
(define services
  (if (> (length (command-line)) 3)
      (list-tail (command-line) 3)
      '("10234@localhost")))

; STATE is "up", "down", or "unknown" before the first answer; CALLING is whether a call is under way.
(define-record-type target
  (make-target service state calling?)
  target?
  (service target-service)
  (state target-state set-target-state!)
  (calling? target-calling? set-target-calling!))

(define targets
  (map (lambda (service) (make-target service "unknown" #f)) services))

(define (decide target endpoint up?)
  (set-target-calling! target #f)
  (set-target-state! target (if up? "up" "down"))
  (when endpoint (tcp-destroy endpoint)))

; A callback: calls all of them, but those whose call is still under way.
(define (check-all callback reason user-data)
  (for-each (lambda (target)
              (unless (target-calling? target) (check target)))
            targets))

; Who does not answer within an interval is down.
(define (check target)
  (let ((endpoint (tcp-call (target-service target) #t)))
    (cond
      (endpoint
       (set-target-calling! target #t)
       (let* ((late (iox-after dispatcher
                               (lambda (callback reason endpoint)
                                 (decide target endpoint #f))
                               endpoint
                               interval))
              (answered (lambda (callback reason endpoint)
                          (iox-cancel late)
                          (decide target endpoint (tcp-complete endpoint)))))
         (iox-onio dispatcher answered endpoint IOX_WRITE (tcp-fd endpoint))))
      (else
       (decide target #f #f)))))

; A callback: reports to a client, and ends its connection.
(define (report callback reason listener)
  (let ((lines (lfn-create (tcp-answer listener))))
    (for-each (lambda (target)
                (lfn-putline lines
                  (string-append (target-state target) " " (target-service target))))
              targets)
    (lfn-destroy lines)))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher report listener IOX_READ (tcp-fd listener))
(iox-every dispatcher check-all #f 0 interval)
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
