using Xunit.Sdk;
using Xunit.v3;

// Each scenario has a cluster, a clock and a monitor of its own, so that all of them may play at once.
[assembly: Parallelization(Mode = ParallelMode.All)]
