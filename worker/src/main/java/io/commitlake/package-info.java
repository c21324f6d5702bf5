/** Commitlake's worker: {@code cli → job → github | history | dataset | ledger → storage → model}. */
@NullMarked
package io.commitlake;

import org.jspecify.annotations.NullMarked;
