// A TCP echo server in Go: a goroutine for each connection, blocking reads and writes on its own buffer.
// The run-time's poller is behind them. A listener's connections have TCP_NODELAY set from the start.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
)

const bufferBytes = 32 * 1024

func main() {
	bind := flag.String("bind", "127.0.0.1", "address to listen on")
	port := flag.Int("port", 0, "port to listen on; 0 picks one")
	flag.Parse()
	listener, err := net.Listen("tcp4", fmt.Sprintf("%s:%d", *bind, *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
	fmt.Printf("Listening on tcp://%s\n", listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, "echo:", err)
			continue
		}
		go echo(connection)
	}
}

// A Write returns only when all was taken. So at the end of the stream nothing is left to send.
func echo(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, bufferBytes)
	for {
		length, err := connection.Read(buffer)
		if length > 0 {
			if _, err := connection.Write(buffer[:length]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
