package io.echod.simulate.dispatcher;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.simulate.dispatcher.model.NaiveSource;
import java.util.Optional;

/** An endpoint without a protocol: it passes on to the driver what the dispatcher reports. */
final class DriverEndpoint implements Endpoint {

  final NaiveSource naive;
  private final Source source;
  private final ApiDriver driver;
  int closesReported;

  DriverEndpoint(NaiveSource naive, Source source, ApiDriver driver) {
    this.naive = naive;
    this.source = source;
    this.driver = driver;
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
    driver.handlerFailed(this, failure);
  }

  @Override
  public void failed(EndpointFailure failure) {
    driver.endpointFailed(this, failure);
  }

  @Override
  public void lost() {
    driver.lost(this);
  }

  @Override
  public boolean endedBy(Throwable failure) {
    return failure instanceof ExpectedFailure;
  }

  @Override
  public void sourceClosed() {
    closesReported++;
    driver.sourceClosed(this);
  }

  @Override
  public String toString() {
    return naive.toString();
  }
}
