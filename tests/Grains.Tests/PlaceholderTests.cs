namespace OrleansMonitor.Grains.Tests;
public sealed class PlaceholderTests { [Fact] public void Builds() => Math.Max(1, 2).ShouldBe(2); }
