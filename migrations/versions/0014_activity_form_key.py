"""An activity is known by the form that made it: the same page sent twice makes one.

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("form_key", sa.String(36), nullable=True))
    op.create_index("uq_activity_form_key", "activity", ["form_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_activity_form_key", table_name="activity")
    op.drop_column("activity", "form_key")
