/** Reads all settings from the environment and the flags, and checks them once. */
@NullMarked
package io.commitlake.cli.settings;

import org.jspecify.annotations.NullMarked;
