using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>A use to be held.</summary>
/// <param name="HoldId">The hold's id, for example that of a cart.</param>
/// <param name="CustomerId">The customer for whom alone it is held. If left out, whoever's purchase names the hold.</param>
/// <param name="Amount">What of the value is held, if the voucher keeps its rest. If left out, all that is left.</param>
/// <param name="Minutes">How long it is held, 1 to 1,440 minutes. If left out, 15.</param>
public sealed record HoldRequest(string HoldId = "", string? CustomerId = null, Money? Amount = null, int Minutes = 15);

/// <summary>A use that is held.</summary>
/// <param name="Code">The code.</param>
/// <param name="HoldId">The hold's id.</param>
/// <param name="CustomerId">The customer for whom alone it is held. Null for everyone.</param>
/// <param name="HeldAt">When it was held.</param>
/// <param name="EndsAt">When the hold ends.</param>
/// <param name="Amount">What of the value is held. Null if the voucher does not keep its rest.</param>
public sealed record HoldView(string Code, string HoldId, string? CustomerId, DateTimeOffset HeldAt, DateTimeOffset EndsAt, Money? Amount);
