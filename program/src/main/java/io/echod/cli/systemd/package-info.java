/**
 * What a service has of systemd, and tells it (sd_listen_fds(3), sd_notify(3)). Loaded only there.
 */
@NullMarked
package io.echod.cli.systemd;

import org.jspecify.annotations.NullMarked;
