package io.echod.simulate.dispatcher;

import io.echod.simulate.scenario.PlannedFailure;

/** A failure of a handler whose endpoint has closed because of it: it is not reported. */
final class ExpectedFailure extends PlannedFailure {}
