/** Fetches commits from a server, and caches the packs for the next export. */
@NullMarked
package io.commitlake.history.git.clone;

import org.jspecify.annotations.NullMarked;
