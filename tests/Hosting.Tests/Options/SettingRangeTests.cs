using System.ComponentModel.DataAnnotations;
using System.Reflection;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class SettingRangeTests
{
    [Theory]
    [InlineData(typeof(GuardrailSettings), 14)]
    [InlineData(typeof(TierSettings), 5)]
    [InlineData(typeof(RetentionSettings), 2)]
    public void Each_number_and_duration_has_a_range_that_its_default_is_in(Type section, int count)
    {
        var defaults = Activator.CreateInstance(section);
        var settings = section.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType.IsValueType && property.SetMethod is { IsPublic: true }).ToList();

        settings.Count.ShouldBe(count);
        settings.ShouldAllBe(setting => setting.GetCustomAttribute<RangeAttribute>()!.IsValid(setting.GetValue(defaults)));
    }
}
