; Lines: answers each line with its number and the line reversed; quit ends.
;
;   ./echod run examples/lines.scm [PORT]
;
; Try it from another terminal:
;
;   ncat localhost 10234
;   hello          is answered  1 olleh
;   stressed       is answered  2 desserts
;   quit           is answered  Bye.
;
; Strings are bytes, so it is bytes that are reversed: letters beyond ASCII, several bytes each in
; UTF-8, do not survive it.

(define service
  (if (pair? (cdr (command-line))) (cadr (command-line)) "10234"))

; What is to be remembered of a client: its lines, and how many there were.
(define-record-type guest
  (make-guest lines count)
  guest?
  (lines guest-lines)
  (count guest-count set-guest-count!))

(define (reversed line)
  (list->string (reverse (string->list line))))

(define (answer-line callback reason guest)
  (let* ((lines (guest-lines guest))
         (line (lfn-getline lines)))
    (cond
      ((not line)
       (lfn-destroy lines))
      ((string=? line "quit")
       (lfn-putline lines "Bye.")
       (lfn-destroy lines))
      (else
       (set-guest-count! guest (+ 1 (guest-count guest)))
       (lfn-putline lines
         (string-append (number->string (guest-count guest)) " " (reversed line)))))))

(define (welcome callback reason listener)
  (let ((client (tcp-answer listener)))
    (iox-onio (iox-dispatcher callback)
              answer-line
              (make-guest (lfn-create client) 0)
              IOX_READ
              (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
