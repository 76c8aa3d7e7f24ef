namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>What the start of a monitor took. It is asked forty times a second meanwhile, which is part of all three.</summary>
/// <param name="Ready">From the start of the process until <c>/health/ready</c> says so.</param>
/// <param name="Picture">From the start of the process until all guests can be read.</param>
/// <param name="Cpu">Processor time until then.</param>
internal sealed record StartUp(TimeSpan Ready, TimeSpan Picture, TimeSpan Cpu);
