using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Households;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>A household: its members, and what they can spend together.</summary>
    /// <returns>Null where nobody is a member of it.</returns>
    public Task<Household?> FindHouseholdAsync(string householdId, CancellationToken cancellation = default) => FindAsync<Household>(PathOfHousehold(householdId), ["household_not_found"], cancellation);

    /// <summary>Makes a customer a member of a household. Repeating it is harmless.</summary>
    /// <exception cref="GatewayException">The customer did not become one; its code says why.</exception>
    public Task<Receipt> AddHouseholdMemberAsync(string householdId, string customerId, CancellationToken cancellation = default) =>
        OfMemberAsync(HttpMethod.Put, householdId, customerId, cancellation);

    /// <summary>Takes a customer out of a household. Repeating it is harmless.</summary>
    /// <exception cref="GatewayException">There is no such customer.</exception>
    public Task<Receipt> RemoveHouseholdMemberAsync(string householdId, string customerId, CancellationToken cancellation = default) =>
        OfMemberAsync(HttpMethod.Delete, householdId, customerId, cancellation);

    private static string PathOfHousehold(string householdId) => "v1/households/" + Uri.EscapeDataString(householdId);

    private async Task<Receipt> OfMemberAsync(HttpMethod method, string householdId, string customerId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{PathOfHousehold(householdId)}/members/{Uri.EscapeDataString(customerId)}");
        return await AskAsync(request, JsonMediaType, ReadAsync<Receipt>, cancellation);
    }
}
