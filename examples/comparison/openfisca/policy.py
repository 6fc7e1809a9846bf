"""The same policy as a module of an OpenFisca country package, in which a
merchant and a device are entities. The host computes closed, spent and paid."""

from numpy import floor, minimum, where
from openfisca_core.periods import MONTH
from openfisca_core.variables import Variable

from openfisca_channel.entities import Device, Merchant


class volume(Variable):
    value_type = float
    entity = Merchant
    definition_period = MONTH


class residual(Variable):
    value_type = float
    entity = Merchant
    definition_period = MONTH
    label = "Share of the volume of a month, at most 5,000"

    def formula(merchant, period, parameters):
        volume = merchant("volume", period)
        share = parameters(period).share.calc(volume)  # a single_amount scale
        return minimum(floor(volume * share * 100 + 0.5) / 100, 5000)


class closed(Variable):
    value_type = bool
    entity = Device
    definition_period = MONTH


class spent(Variable):
    value_type = float
    entity = Device
    definition_period = MONTH


class paid(Variable):
    value_type = float
    entity = Device
    definition_period = MONTH


class clawback(Variable):
    value_type = float
    entity = Device
    definition_period = MONTH
    label = "What pseudo-activation takes back, never more than was paid"

    def formula(device, period, parameters):
        missed = device("closed", period) * (device("spent", period) < 10_000)
        return where(missed, minimum(79, device("paid", period)), 0)
