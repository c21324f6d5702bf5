/** End-to-end tests of the commands: real repositories, a real Git server, a real store, and an oracle that checks. */
@NullMarked
package io.commitlake.e2e;

import org.jspecify.annotations.NullMarked;
