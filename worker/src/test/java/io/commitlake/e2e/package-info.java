/** End-to-end tests: run the commands on real repositories, a real Git server and a real store; an oracle checks the data. */
@NullMarked
package io.commitlake.e2e;

import org.jspecify.annotations.NullMarked;
