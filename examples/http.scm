; HTTP: serves the files of a directory (RFC 9110, RFC 9112).
;
;   ./echod run examples/http.scm [PORT [DIRECTORY]]
;
; Try it from another terminal:
;
;   curl http://localhost:10280/README.md
;
; A large file is sent piece by piece, as the client takes it, so that it neither fills the memory nor
; keeps the other clients waiting.

(define (argument index otherwise)
  (if (< index (length (command-line)))
      (list-ref (command-line) index)
      otherwise))

(define service (argument 1 "10280"))
(define directory (argument 2 "."))
(define piece-bytes 65536)
(define header-lines-max 100)
(define line-bytes-max 8192)

; HEAD has the lines of the request so far, the last one first.
(define-record-type visit
  (make-visit lines head)
  visit?
  (lines visit-lines)
  (head visit-head set-visit-head!))

; A callback: a line of a request is here.
(define (read-head callback reason visit)
  (let ((line (lfn-getline (visit-lines visit)))
        (head (visit-head visit)))
    (cond
      ((not line)
       (lfn-destroy (visit-lines visit)))
      ((or (> (length head) header-lines-max) (> (string-length line) line-bytes-max))
       (reply visit "431 Request Header Fields Too Large" #f))
      ((not (string=? line ""))
       (set-visit-head! visit (cons line head)))
      ((pair? head)
       (set-visit-head! visit '())
       (iox-cancel callback)
       (answer visit (words (list-ref head (- (length head) 1))) (closes? head))))))

(define (words text)
  (let loop ((rest (string->list text)) (word '()) (words '()))
    (define (with-word)
      (if (null? word) words (cons (list->string (reverse word)) words)))
    (cond
      ((null? rest) (reverse (with-word)))
      ((char=? (car rest) #\space) (loop (cdr rest) '() (with-word)))
      (else (loop (cdr rest) (cons (car rest) word) words)))))

(define (closes? head)
  (member "connection: close" (map string-downcase head)))

(define (answer visit request close?)
  (let ((keep? (and (not close?) (= (length request) 3) (string=? (caddr request) "HTTP/1.1"))))
    (cond
      ((not (= (length request) 3))
       (reply visit "400 Bad Request" #f))
      ((not (member (car request) '("GET" "HEAD")))
       (reply visit "501 Not Implemented" #f))
      (else
       (let ((file (file-of (cadr request))))
         (if file
             (send visit file keep? (string=? (car request) "GET"))
             (reply visit "404 Not Found" keep?)))))))

; The file that a path stands for; #f where there is none, or the path leads out of the directory.
(define (file-of path)
  (let* ((file (string-append directory (before #\? path)))
         (found (if (char=? (string-ref file (- (string-length file) 1)) #\/)
                    (string-append file "index.html")
                    file)))
    (and (char=? (string-ref path 0) #\/)
         (not (leads-up? (string->list path)))
         (file-exists? found)
         (not (file-directory? found))
         found)))

(define (before character text)
  (let loop ((index 0))
    (cond
      ((= index (string-length text)) text)
      ((char=? (string-ref text index) character) (substring text 0 index))
      (else (loop (+ index 1))))))

(define (leads-up? characters)
  (and (pair? characters)
       (pair? (cdr characters))
       (or (and (char=? (car characters) #\.) (char=? (cadr characters) #\.))
           (leads-up? (cdr characters)))))

(define (write-head visit status length keep?)
  (for-each (lambda (line) (lfn-putline (visit-lines visit) line 3))
            (list (string-append "HTTP/1.1 " status)
                  (string-append "Date: "
                                 (time->string (tv-tod) "EEE, dd MMM yyyy HH:mm:ss 'GMT'"))
                  (string-append "Content-Length: " (number->string length))
                  (string-append "Connection: " (if keep? "keep-alive" "close"))
                  "")))

(define (reply visit status keep?)
  (let ((text (string-append status "\n")))
    (write-head visit status (string-length text) keep?)
    (lfn-write (visit-lines visit) text)
    (next visit keep?)))

(define (next visit keep?)
  (if keep?
      (iox-onio dispatcher read-head visit IOX_READ (lfn-fd (visit-lines visit)))
      (lfn-destroy (visit-lines visit))))

(define (send visit file keep? body?)
  (let ((length (file-length file))
        (offset 0))
    ; A callback: the client takes something again. A file that has become shorter meanwhile ends the
    ; connection, as the client has got another length.
    (define (send-piece callback reason visit)
      (let* ((piece (file->bytes file offset piece-bytes))
             (sent (lfn-write (visit-lines visit) piece 0)))
        (cond
          ((and sent (not (string=? piece "")))
           (set! offset (+ offset sent))
           (when (>= offset length)
             (iox-cancel callback)
             (next visit keep?)))
          (else
           (lfn-destroy (visit-lines visit))))))
    (write-head visit "200 OK" length keep?)
    (if (and body? (> length 0))
        (iox-onio dispatcher send-piece visit IOX_WRITE (lfn-fd (visit-lines visit)))
        (next visit keep?))))

(define (welcome callback reason listener)
  (let ((lines (lfn-create (tcp-answer listener))))
    (iox-onio dispatcher read-head (make-visit lines '()) IOX_READ (lfn-fd lines))))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
