package io.echod.simulate.dispatcher;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.simulate.dispatcher.model.NaiveSource;
import java.util.Optional;

/** An endpoint without a protocol: it passes on what the dispatcher reports. */
final class DriverEndpoint implements Endpoint {

  /** Gets all that the dispatcher reports to an endpoint. */
  interface Reports {

    void handlerFailed(DriverEndpoint endpoint, Throwable failure);

    void endpointFailed(DriverEndpoint endpoint, EndpointFailure failure);

    void lost(DriverEndpoint endpoint);

    void sourceClosed(DriverEndpoint endpoint);
  }

  final NaiveSource naive;
  private final Source source;
  private final Reports reports;
  int closesReported;

  DriverEndpoint(NaiveSource naive, Source source, Reports reports) {
    this.naive = naive;
    this.source = source;
    this.reports = reports;
  }

  @Override
  public Source source() {
    return source;
  }

  Optional<StreamSource> stream() {
    return source instanceof StreamSource stream ? Optional.of(stream) : Optional.empty();
  }

  boolean isOpen() {
    return naive.isOpen();
  }

  @Override
  public void handlerFailed(Callback callback, Throwable failure) {
    reports.handlerFailed(this, failure);
  }

  @Override
  public void failed(EndpointFailure failure) {
    reports.endpointFailed(this, failure);
  }

  @Override
  public void lost() {
    reports.lost(this);
  }

  @Override
  public boolean endedBy(Throwable failure) {
    return failure instanceof ExpectedFailure;
  }

  @Override
  public void sourceClosed() {
    closesReported++;
    reports.sourceClosed(this);
  }

  @Override
  public String toString() {
    return naive.toString();
  }
}
