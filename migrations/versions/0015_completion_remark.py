"""Why staff recorded a completion by hand.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("completion", sa.Column("remark", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("completion", "remark")
