using System.Runtime.CompilerServices;

namespace OrleansMonitor.Domain.Tests;

internal static class Sampling
{
    // CsCheck's own default of 100 rarely meets the edges of two rules in one sequence.
    [ModuleInitializer]
    internal static void Deepen() => Check.Iter = Math.Max(Check.Iter, 400);
}
