// Each test starts processes that want the cores for themselves: limits on time mean nothing otherwise.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
