/** Files of settings: TOML, by tomlj. Loaded only where a file is given. */
@NullMarked
package io.echod.cli.config;

import org.jspecify.annotations.NullMarked;
