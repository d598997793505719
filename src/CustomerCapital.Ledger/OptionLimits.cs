using System.ComponentModel.DataAnnotations;

namespace CustomerCapital.Ledger;

/// <summary>Holds options against the limits that their properties state.</summary>
public static class OptionLimits
{
    /// <summary>Passes options on if they are within their limits.</summary>
    /// <exception cref="ArgumentException">Some are not; the message names each, with what it must be.</exception>
    public static T Check<T>(T options) where T : class
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)) return options;
        throw new ArgumentException(string.Join(" ", faults.Select(fault => $"{typeof(T).Name}: {fault.ErrorMessage}")), nameof(options));
    }
}
