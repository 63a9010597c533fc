/** Sockets from systemd (sd_listen_fds(3)), and reports to it (sd_notify(3)). Loaded only there. */
@NullMarked
package io.echod.cli.systemd;

import org.jspecify.annotations.NullMarked;
