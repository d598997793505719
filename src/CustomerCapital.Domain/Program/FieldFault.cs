namespace CustomerCapital.Domain.Program;

/// <summary>What is wrong with one field of an input.</summary>
/// <param name="Field">JSON path of the field, for example <c>lines[2].quantity</c>.</param>
/// <param name="Message">What it must be.</param>
public readonly record struct FieldFault(string Field, string Message);
