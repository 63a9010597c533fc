/** What a service tells systemd of itself (sd_notify(3)). Loaded only under systemd. */
@NullMarked
package io.echod.cli.systemd;

import org.jspecify.annotations.NullMarked;
