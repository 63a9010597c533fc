; Chat: a room where each member reads what the others say.
;
;   ./echod run examples/chat.scm [PORT]
;
; Try it from two terminals or more; the first line is your name, the others are what you say:
;
;   ncat localhost 10234

(define service
  (if (pair? (cdr (command-line))) (cadr (command-line)) "10234"))

; A member has no name, #f, until the first line has come.
(define-record-type member
  (make-member lines name)
  member?
  (lines member-lines)
  (name member-name set-member-name!))

(define members '())

(define (without member all)
  (cond ((null? all) '())
        ((eq? member (car all)) (cdr all))
        (else (cons (car all) (without member (cdr all))))))

; A line for one member. What the network does not take at once is queued, so this never waits; who
; has a full queue reads no more, and has to go, as has who is not there any more.
(define (tell member text)
  (when (memq member members)
    (let ((accepted (lfn-putline (member-lines member) text)))
      (unless (and accepted (= accepted (+ 1 (string-length text))))
        (leave member)))))

(define (tell-others member text)
  (for-each (lambda (other)
              (unless (or (eq? other member) (not (member-name other)))
                (tell other text)))
            members))

(define (named? name)
  (lambda (member) (equal? name (member-name member))))

(define (any matches? all)
  (and (pair? all)
       (or (matches? (car all)) (any matches? (cdr all)))))

(define (join member name)
  (cond
    ((string=? name "")
     (tell member "Please tell your name."))
    ((any (named? name) members)
     (tell member "That name is taken; another, please."))
    (else
     (set-member-name! member name)
     (tell member (string-append "Welcome, " name "."))
     (tell-others member (string-append "* " name " has joined")))))

(define (say member text)
  (tell-others member (string-append (member-name member) ": " text)))

; Who has left already is in MEMBERS no more, so it does not matter how often this is called.
(define (leave member)
  (when (memq member members)
    (set! members (without member members))
    (lfn-destroy (member-lines member))
    (when (member-name member)
      (tell-others member (string-append "* " (member-name member) " has left")))))

; IOX_CANCEL comes where the connection was lost while its input was not read.
(define (hear callback reason member)
  (let ((line (and (not (= reason IOX_CANCEL)) (lfn-getline (member-lines member)))))
    (cond
      ((not line) (leave member))
      ((member-name member) (say member line))
      (else (join member line)))))

(define (welcome callback reason listener)
  (let* ((client (tcp-answer listener))
         (member (make-member (lfn-create client) #f)))
    (set! members (cons member members))
    (iox-onio (iox-dispatcher callback) hear member (+ IOX_READ IOX_CANCEL) (tcp-fd client))
    (tell member "Your name?")))

(define dispatcher (iox-create))
(define listener (tcp-listen service))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
