/** Reads and indexes Git's packs (gitformat-pack(5)) without starting Git. What it can't read is left to Git. */
@NullMarked
package io.commitlake.history.git.pack;

import org.jspecify.annotations.NullMarked;
