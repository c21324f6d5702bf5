/** The commands on real repositories, a real git server and a real store, held against git by the oracle. */
@NullMarked
package io.commitlake.e2e;

import org.jspecify.annotations.NullMarked;
