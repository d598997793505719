using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace CustomerCapital.Server.Settings;

/// <summary>A setting as it was given somewhere.</summary>
/// <param name="Property">The setting.</param>
/// <param name="Place">What stood where, such as <c>CUSTOMERCAPITAL_SILOPORT in the environment</c>.</param>
/// <param name="Values">Its value; of a list, each.</param>
internal sealed record GivenSetting(PropertyInfo Property, string Place, string[] Values)
{
    /// <summary>Puts it into the settings.</summary>
    /// <exception cref="UsageException">It is no such value, or out of its range.</exception>
    public void Put(ServerSettings settings)
    {
        object? value = Property.PropertyType.IsArray ? Values : Read(Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType, Values is [.., var last] ? last : "");
        foreach (var limit in Property.GetCustomAttributes<ValidationAttribute>())
            if (!limit.IsValid(value)) throw Unusable(limit.ErrorMessage!);
        Property.SetValue(settings, value);
    }

    private object Read(Type type, string text)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.TryParse(text, out var flag) ? flag : throw Unusable("must be true or false", text);
        if (type.IsEnum)
            return Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? Enum.Parse(type, found)
                : throw Unusable($"must be one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}", text);
        var range = Property.GetCustomAttribute<RangeAttribute>()!;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && range.IsValid(number) ? number : throw Unusable($"must be {Limits(range)}", text);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && range.IsValid(whole)
            ? Convert.ChangeType(whole, type, CultureInfo.InvariantCulture)
            : throw Unusable($"must be {Limits(range)}", text);
    }

    private static string Limits(RangeAttribute range) => string.Create(
        CultureInfo.InvariantCulture, $"a {(range.OperandType == typeof(double) ? "" : "whole ")}number, {range.Minimum:#,##0.##} to {range.Maximum:#,##0.##}");

    private UsageException Unusable(string rule, string? text = null) => new($"{Place}: {rule}{(text is null ? "" : $"; it is '{text}'")}");
}
