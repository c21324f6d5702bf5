/** Opens what a command works on: the dataset, its ledger, and the classes of the jobs. */
@NullMarked
package io.commitlake.cli.open;

import org.jspecify.annotations.NullMarked;
