using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Privacy;

/// <summary>The person was erased: what follows in this history is about figures of the books, and about nobody.</summary>
/// <param name="ErasureId">The erasure's id.</param>
public sealed record PersonErased(string ErasureId) : ActorEvent
{
    /// <summary>Nobody is contacted any more, and nobody is expected to answer.</summary>
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = Registration.Part.Set(state, Registration.Part.Of(state) with { Profile = Profile.Unknown, Since = FieldMoments.None });
        state = GivenConsents.Part.Set(state, new([], []));
        state = HouseholdMembership.Part.Set(state, new(null, null));
        state = OpenFollowUps.Part.Set(state, new([]));
        state = CustomerMessages.Part.Set(state, new([], []));
        state = CustomerSurveys.Part.Set(state, CustomerSurveys.Part.Of(state) with { Open = [] });
        return ErasedPerson.Part.Set(state, new(true));
    }
}

/// <summary>A person whom this history names was erased, and is named by the id of the erased from here on, and in all entries before.</summary>
/// <param name="ErasureId">The erasure's id.</param>
public sealed record PersonForgotten(string ErasureId) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => state;
}

/// <summary>Whether the person of a history was erased.</summary>
/// <param name="IsErased">Whether.</param>
public sealed record ErasedPerson(bool IsErased) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<ErasedPerson> Part = new("erased", new(false));
}

/// <summary>What erasure says of a customer.</summary>
public static class ErasedCustomer
{
    extension(ActorState state)
    {
        /// <summary>Whether the person was erased, and figures of the books are all that is left.</summary>
        public bool IsErased => ErasedPerson.Part.Of(state).IsErased;
    }
}
