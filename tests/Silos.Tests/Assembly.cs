// Each test starts processes that want the cores for themselves: limits on time mean nothing otherwise.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
