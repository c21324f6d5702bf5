/** Measures what a dataset of many repositories costs, with the worker's own steps on a made-up GitHub and store. */
@NullMarked
package io.commitlake.scale;

import org.jspecify.annotations.NullMarked;
