"""Parts that several events share."""

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A frozen part of an event; unknown members are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ItemRef(Part):
    """Which item, and whose; `turn` grows with every event of the item, so that a late one is known as late."""

    item_id: str
    code: str
    name: str
    layer: str = Field(description="base, implementation or handling")
    office: str = Field(description="unified social credit code of the implementing body")
    office_name: str
    region: str = Field(description="GB/T 2260 division code")
    region_name: str
    turn: int
