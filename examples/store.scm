; Store: keeps values under keys, for a time or for good.
;
;   ./echod run examples/store.scm [PORT]
;
; Try it from another terminal:
;
;   ncat localhost 10234
;   set name Ada            is answered  ok
;   set token 30 s3cr3t     is answered  ok, and the key is gone after 30 seconds
;   get name                is answered  = Ada
;   get nothing             is answered  none
;   delete name             is answered  ok
;   count                   is answered  = 1
;
; A value goes to the end of its line. A time has up to nine digits, with or without a point.

(import (srfi 69))

(define service
  (if (pair? (cdr (command-line))) (cadr (command-line)) "10234"))

; Under each key, a value and the timer that ends it; #f where none does.
(define entries (make-hash-table string=?))

(define (forget! key)
  (let ((entry (hash-table-ref/default entries key #f)))
    (when entry
      (when (cdr entry) (iox-cancel (cdr entry)))
      (hash-table-delete! entries key))
    entry))

; A callback: the time of a key is over.
(define (expire callback reason key)
  (hash-table-delete! entries key))

(define (keep! key value seconds)
  (forget! key)
  (hash-table-set! entries key
    (cons value (and seconds (iox-after dispatcher expire key seconds)))))

; The first word of a text, and what stands behind it, as a pair.
(define (split text)
  (let loop ((index 0))
    (cond
      ((= index (string-length text)) (cons text ""))
      ((char=? (string-ref text index) #\space)
       (cons (substring text 0 index) (substring text (+ index 1) (string-length text))))
      (else (loop (+ index 1))))))

; How long a value is to be kept, where its first word says so: a number above 0, and more behind it.
; Only what looks like one is converted: #e1e99999999 is a number to Scheme, and takes minutes.
(define (seconds-of words)
  (let ((number (and (time? (car words)) (string->number (car words)))))
    (and number (> number 0) (not (string=? (cdr words) "")) number)))

(define (time? word)
  (and (<= (string-length word) 10)
       (let loop ((rest (string->list word)))
         (or (null? rest)
             (and (or (char<=? #\0 (car rest) #\9) (char=? (car rest) #\.))
                  (loop (cdr rest)))))))

(define (answer line)
  (let* ((command (split line))
         (key (split (cdr command)))
         (what (car command)))
    (cond
      ((string=? what "count")
       (string-append "= " (number->string (hash-table-size entries))))
      ((string=? (car key) "")
       "error: set KEY [SECONDS] VALUE, get KEY, delete KEY, count")
      ((string=? what "get")
       (let ((entry (hash-table-ref/default entries (car key) #f)))
         (if entry (string-append "= " (car entry)) "none")))
      ((string=? what "delete")
       (if (forget! (car key)) "ok" "none"))
      ((string=? what "set")
       (let* ((words (split (cdr key)))
              (seconds (seconds-of words)))
         (keep! (car key) (if seconds (cdr words) (cdr key)) seconds)
         "ok"))
      (else
       "error: set KEY [SECONDS] VALUE, get KEY, delete KEY, count"))))

(define (answer-line callback reason lines)
  (let ((line (lfn-getline lines)))
    (if line
        (lfn-putline lines (answer line))
        (lfn-destroy lines))))

(define (welcome callback reason listener)
  (let ((lines (lfn-create (tcp-answer listener))))
    (iox-onio dispatcher answer-line lines IOX_READ (lfn-fd lines))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
