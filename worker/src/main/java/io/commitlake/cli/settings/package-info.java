/** Every setting, read from the environment and the flags, and checked once. */
@NullMarked
package io.commitlake.cli.settings;

import org.jspecify.annotations.NullMarked;
