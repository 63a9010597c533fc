package io.echod.benchmarks.resp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;

/**
 * The server of {@code resp} on Netty: one event loop, its native epoll transport, pooled direct
 * buffers, one write for all replies to a read, one flush for all that a turn has read of a
 * connection.
 *
 * <p>It listens on a free port of 127.0.0.1.
 */
public final class NettyResp {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Replies replies = new Replies();
  private final Request request = new Request();
  private final Commands commands = new Commands();
  private byte[] bytes = new byte[BUFFER_BYTES];

  private NettyResp() {}

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    NettyResp server = new NettyResp();
    Channel listener =
        new ServerBootstrap()
            .channel(EpollServerSocketChannel.class)
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(server.new Client());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    System.out.println("Listening on tcp://127.0.0.1:" + port);
    listener.closeFuture().sync();
  }

  /** The pipeline hears of failed writes and closes; their futures would report them again. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private final class Client extends ChannelInboundHandlerAdapter {

    private final Session session = new Session(commands, request);
    private boolean stopped;
    private boolean ended;
    private boolean closing;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf input = (ByteBuf) message;
      int count = input.readableBytes();
      if (bytes.length < count) {
        bytes = new byte[count];
      }
      input.readBytes(bytes, 0, count);
      input.release();
      if (closing) {
        return;
      }
      if (stopped) {
        session.keep(bytes, 0, count);
        return;
      }
      replies.clear();
      reply(context, session.answer(bytes, count, replies));
    }

    /** One write for all replies; what is left to answer waits until they are taken. */
    private void reply(ChannelHandlerContext context, Session.Outcome outcome) {
      if (replies.length() > 0) {
        ByteBuf output = context.alloc().directBuffer(replies.length());
        output.writeBytes(replies.bytes(), 0, replies.length());
        context.write(output, context.voidPromise());
      }
      if (outcome == Session.Outcome.STOPPED) {
        stopped = true;
        context.channel().config().setAutoRead(false);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> answerMore(context));
      } else if (outcome == Session.Outcome.BROKEN || ended) {
        closing = true;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }

    private void answerMore(ChannelHandlerContext context) {
      if (!context.channel().isActive()) {
        return;
      }
      stopped = false;
      replies.clear();
      Session.Outcome outcome = session.answerMore(replies);
      reply(context, outcome);
      context.flush();
      if (!stopped) {
        context.channel().config().setAutoRead(context.channel().isWritable());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    /** A client that reads too slowly is not read from meanwhile. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(!stopped && context.channel().isWritable());
    }

    /** The client's end is answered by ours, behind all that is still to be written. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ended = true;
        if (!stopped && !closing) {
          replies.clear();
          reply(context, Session.Outcome.ANSWERED);
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
      context.close();
    }
  }
}
