package io.echod.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An echo server on Netty: one event loop, which also accepts; one flush for all that a turn has
 * read of a connection.
 *
 * <p>Usage: {@code NettyEcho nio|epoll|io_uring [CERTIFICATE KEY]}. It listens on a free port of
 * 127.0.0.1: over TLS, by the JDK's provider, where files of a certificate and its key are given.
 */
public final class NettyEcho {

  private static final short BUFFER_GROUP = 0;
  private static final short BUFFERS = 1024;
  private static final int BUFFER_BYTES = 16 * 1024;

  private NettyEcho() {}

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException, SSLException {
    String transport = arguments.length == 1 || arguments.length == 3 ? arguments[0] : "";
    SslContext tls =
        arguments.length < 3
            ? null
            : SslContextBuilder.forServer(new File(arguments[1]), new File(arguments[2]))
                .sslProvider(SslProvider.JDK)
                .build();
    ServerBootstrap server = new ServerBootstrap();
    IoHandlerFactory handlers =
        switch (transport) {
          case "nio" -> {
            server.channel(NioServerSocketChannel.class);
            yield NioIoHandler.newFactory();
          }
          case "epoll" -> {
            server.channel(EpollServerSocketChannel.class);
            yield EpollIoHandler.newFactory();
          }
          case "io_uring" -> uring(server);
          default ->
              throw new IllegalArgumentException(
                  "usage: NettyEcho nio|epoll|io_uring [CERTIFICATE KEY]");
        };
    listen(server, new MultiThreadIoEventLoopGroup(1, handlers), tls);
  }

  /** Received into a ring of buffers, as by one multishot receive for each connection. */
  private static IoHandlerFactory uring(ServerBootstrap server) {
    server.channel(IoUringServerSocketChannel.class);
    server.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
    IoUringBufferRingConfig buffers =
        IoUringBufferRingConfig.builder()
            .bufferGroupId(BUFFER_GROUP)
            .bufferRingSize(BUFFERS)
            .batchSize(BUFFERS / 4)
            .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
            .build();
    return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(buffers));
  }

  private static void listen(ServerBootstrap server, EventLoopGroup loop, @Nullable SslContext tls)
      throws InterruptedException {
    Channel listener =
        server
            .group(loop)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(Echo.INSTANCE);
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    System.out.println("Listening on " + (tls == null ? "tcp" : "tls") + "://127.0.0.1:" + port);
    listener.closeFuture().sync();
  }

  /** The pipeline hears of failed writes and closes; their futures would report them again. */
  @SuppressWarnings("FutureReturnValueIgnored")
  @Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {

    static final Echo INSTANCE = new Echo();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    /** A client that reads too slowly is not read from meanwhile. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    /** The client's end is answered by ours, behind all that is still to be written. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
      context.close();
    }
  }
}
