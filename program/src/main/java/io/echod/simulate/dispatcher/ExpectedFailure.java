package io.echod.simulate.dispatcher;

import io.echod.simulate.scenario.PlannedFailure;

/** A failure of a handler whose endpoint has closed because of it: nobody reports it. */
final class ExpectedFailure extends PlannedFailure {}
