; SOCKS: connects clients to the addresses they ask for, by version 5 of the protocol (RFC 1928), without
; authentication.
;
;   ./echod run examples/socks.scm [PORT]
;
; Try it from another terminal:
;
;   curl --socks5-hostname localhost:10280 http://example.com/
;
; It listens on this machine only: who may use it may connect as this machine does.

(define service
  (if (pair? (cdr (command-line))) (cadr (command-line)) "10280"))

(load "pipe.scm")

; SAID is what the client has said and no step has used yet; STEP is the procedure that can use it,
; and gives how many bytes it has used: none where more have to come.
(define-record-type guest
  (make-guest client said step)
  guest?
  (client guest-client)
  (said guest-said set-guest-said!)
  (step guest-step set-guest-step!))

(define (byte said index)
  (char->integer (string-ref said index)))

(define (bytes . numbers)
  (list->string (map integer->char numbers)))

; A callback: the client says something.
(define (listen-to-guest callback reason guest)
  (let ((more (tcp-read (guest-client guest) -1024)))
    (cond
      (more
       (set-guest-said! guest (string-append (guest-said guest) more))
       (go-on callback guest))
      (else
       (tcp-destroy (guest-client guest))))))

(define (go-on callback guest)
  (let ((used ((guest-step guest) callback guest (guest-said guest))))
    (when (> used 0)
      (set-guest-said! guest (substring (guest-said guest) used (string-length (guest-said guest))))
      (when (and (guest-step guest) (> (string-length (guest-said guest)) 0))
        (go-on callback guest)))))

; Version, number of methods, methods: of these, 0 is to do without.
(define (choose-method callback guest said)
  (cond
    ((not (= (byte said 0) 5))
     (refuse guest "")
     0)
    ((or (< (string-length said) 2)
         (< (string-length said) (+ 2 (byte said 1))))
     0)
    ((memv #\null (string->list (substring said 2 (+ 2 (byte said 1)))))
     (tcp-write (guest-client guest) (bytes 5 0))
     (set-guest-step! guest connect)
     (+ 2 (byte said 1)))
    (else
     (refuse guest (bytes 5 255))
     0)))

; Version, command, 0, kind of address, address, port.
(define (connect callback guest said)
  (let ((length (request-length said)))
    (cond
      ((not length)
       (refuse guest (answer 8))
       0)
      ((< (string-length said) length)
       0)
      ((not (= (byte said 1) 1))
       (refuse guest (answer 7))
       0)
      (else
       (call callback guest (target said length))
       length))))

; How long the request is, as far as that is known; #f where the kind of address is unknown.
(define (request-length said)
  (if (< (string-length said) 5)
      5
      (case (byte said 3)
        ((1) 10)
        ((3) (+ 7 (byte said 4)))
        ((4) 22)
        (else #f))))

(define (target said length)
  (string-append
    (number->string (+ (* 256 (byte said (- length 2))) (byte said (- length 1))))
    "@"
    (case (byte said 3)
      ((1) (joined (map (lambda (index) (number->string (byte said index))) '(4 5 6 7)) "."))
      ((3) (substring said 5 (- length 2)))
      (else
       (joined (map (lambda (index)
                      (number->string
                        (+ (* 256 (byte said index)) (byte said (+ index 1))) 16))
                    '(4 6 8 10 12 14 16 18))
               ":")))))

(define (joined words between)
  (if (null? (cdr words))
      (car words)
      (string-append (car words) between (joined (cdr words) between))))

; An answer: version, code, 0, and the address 0.0.0.0:0, as no client asks for ours.
(define (answer code)
  (bytes 5 code 0 1 0 0 0 0 0 0))

(define (refuse guest reply)
  (set-guest-step! guest #f)
  (tcp-write (guest-client guest) reply)
  (tcp-destroy (guest-client guest)))

(define (call callback guest service)
  (let ((endpoint (guard (mistake (#t #f)) (tcp-call service #t))))
    (set-guest-step! guest #f)
    (cond
      (endpoint
       (iox-cancel callback)
       (iox-onio dispatcher called (cons guest endpoint) IOX_WRITE (tcp-fd endpoint)))
      (else
       (refuse guest (answer 4))))))

; A callback: the target has been reached, or can't be.
(define (called callback reason both)
  (let ((guest (car both))
        (endpoint (cdr both)))
    (iox-cancel callback)
    (cond
      ((tcp-complete endpoint)
       (tcp-write (guest-client guest) (answer 0))
       ; What the client has said behind its request is for the target.
       (tcp-write endpoint (guest-said guest))
       (join dispatcher (guest-client guest) endpoint))
      (else
       (tcp-destroy endpoint)
       (refuse guest (answer 5))))))

(define (welcome callback reason listener)
  (let ((client (tcp-answer listener)))
    (iox-onio dispatcher listen-to-guest (make-guest client "" choose-method)
              IOX_READ (tcp-fd client))))

(define dispatcher (iox-create))
(define listener (tcp-listen (string-append service "@localhost")))
(iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
(display (string-append "Listening on " (tcp-name listener) "\n"))
(iox-monitor dispatcher)
