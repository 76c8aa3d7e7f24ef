using OrleansMonitor.Trust.CommandLine;

// From here on everything runs on the one worker thread.
await Task.Yield();
return await TrustCommand.RunAsync(args);
